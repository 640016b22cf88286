"""Machines (接口): tokens by which programs ask and act for an account, deeds sent once, and news sent to them."""
