/** The {@code gypsum} command as its users call it: output, JSON, exit codes. */
package io.gypsum.e2e.command;
