"""Branch life (支部组织生活): branches, their members, the rhythm that the rules ask for, and what was held."""
