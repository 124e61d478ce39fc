// libdw as Swift sees it, for unwind tables. Only what the importer cannot do itself belongs here.
#pragma once
#include <dwarf.h>
#include <elfutils/libdw.h>
