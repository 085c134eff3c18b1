/** What every command needs of the world around it, and how it talks to people. */
@NullMarked
package io.gypsum.cli.terminal;

import org.jspecify.annotations.NullMarked;
