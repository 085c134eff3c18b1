/** What a server does unasked: removing old change logs, and bringing abandoned operations to their end. */
@NullMarked
package io.gypsum.server.maintenance;

import org.jspecify.annotations.NullMarked;
