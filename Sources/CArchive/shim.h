// libarchive as Swift sees it. Only what the importer cannot do itself belongs here.
#pragma once
#include <archive.h>
#include <archive_entry.h>
