print("probe-builder")
