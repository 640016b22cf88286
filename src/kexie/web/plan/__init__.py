"""The room 布局: the layout drawn as a house, a goal's page, targets and their allocation, versions."""
