/** The {@code gypsum} command: output, JSON, exit codes. */
package io.gypsum.e2e.command;
