"""Plans (工作布局): layouts with their goals, a version for each year, and the targets (指标任务) set for units."""
