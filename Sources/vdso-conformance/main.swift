print("vdso-conformance")
