"""Slower variants of this machine's own vDSO: each function begins with some instructions that do nothing.

They are put where no code is, behind everything else of the image's last page; the symbols then lead there, and from there
on to the function.
"""
import struct

# By ELF's number of a machine: an instruction that does nothing, and a jump.
CODE = {
    62: (b"\x90", lambda distance: b"\xe9" + struct.pack("<i", distance - 5)),
    183: (b"\x1f\x20\x03\xd5", lambda distance: struct.pack("<I", 0x14000000 | distance // 4 & 0x3FFFFFF)),
}
PREFIXES = (b"__vdso_", b"__kernel_")
PAGE = 4096


def own_image():
    """The bytes of the vDSO in this process."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        for line in maps:
            if line.rstrip().endswith("[vdso]"):
                first, last = (int(word, 16) for word in line.split()[0].split("-"))
                with open("/proc/self/mem", "rb", buffering=0) as memory:
                    memory.seek(first)
                    return memory.read(last - first)
    return None


def _symbols(image):
    """Offsets of the entries of .dynsym with a function, and their names."""
    sections, = struct.unpack_from("<Q", image, 0x28)
    size, count = struct.unpack_from("<HH", image, 0x3A)
    for index in range(count):
        kind, = struct.unpack_from("<I", image, sections + index * size + 4)
        if kind != 11:
            continue
        offset, length, link = struct.unpack_from("<QQI", image, sections + index * size + 24)
        names, = struct.unpack_from("<Q", image, sections + link * size + 24)
        for entry in range(offset, offset + length, 24):
            name, info, _, section = struct.unpack_from("<IBBH", image, entry)
            word = image[names + name:image.index(b"\0", names + name)]
            if section and info & 15 == 2:
                yield entry, word


def variant(image, count, only=None):
    """The image with `count` more instructions, the jump among them, in each function (or in those named in `only`).

    Returns None where the image's machine is unknown here, or has no room.
    """
    machine, = struct.unpack_from("<H", image, 0x12)
    if machine not in CODE or image[4] != 2:
        return None
    nothing, jump = CODE[machine]
    result = bytearray(image)
    place = (len(bytes(image).rstrip(b"\0")) + 63) // 64 * 64
    moved = {}
    for entry, word in _symbols(image):
        short = next((word[len(p):] for p in PREFIXES if word.startswith(p)), word)
        address, = struct.unpack_from("<Q", image, entry + 8)
        if only is not None and short.decode() not in only or short in (b"rt_sigreturn", b"vsgx_enter_enclave"):
            continue
        if address not in moved:
            body = nothing * (count - 1)
            body += jump(address - place - len(body))
            if place + len(body) > len(result):
                return None
            result[place:place + len(body)] = body
            moved[address] = place
            place = (place + len(body) + 63) // 64 * 64
        struct.pack_into("<Q", result, entry + 8, moved[address])
    return bytes(result) if moved else None
