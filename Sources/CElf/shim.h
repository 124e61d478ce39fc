// libelf as Swift sees it. Only what the importer cannot do itself belongs here.
#pragma once
#include <elf.h>
#include <gelf.h>
#include <libelf.h>
