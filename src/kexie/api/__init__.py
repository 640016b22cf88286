"""The house for machines (接口): the same records, figures and deeds as the pages, one file a noun, as OpenAPI."""
