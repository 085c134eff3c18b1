// Adds what pages cannot do without a script: buttons that copy commands.
"use strict";
