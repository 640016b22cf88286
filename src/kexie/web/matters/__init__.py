"""The room 事项: what needs me, what is late, every matter with its sheet."""
