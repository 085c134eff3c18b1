/** How commands get at a server: its address, who asks, and how transfers are shown to people. */
@NullMarked
package io.gypsum.cli.connection;

import org.jspecify.annotations.NullMarked;
