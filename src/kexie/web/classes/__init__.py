"""Pages of training classes, within the room 活动: set up, enrol, rosters of modules, completion, certificates."""
