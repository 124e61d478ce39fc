// libcap as Swift sees it. Only what the importer cannot do itself belongs here.
#pragma once
#include <sys/capability.h>
#include <sys/prctl.h>
