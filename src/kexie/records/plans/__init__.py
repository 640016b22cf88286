"""Plans (布局): layouts, goals and targets. For now goals are codes of a shipped layout."""
