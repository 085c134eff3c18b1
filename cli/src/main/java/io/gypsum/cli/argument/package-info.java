/** Parsers for command line arguments; {@link io.gypsum.cli.argument.Converters} registers them with picocli. */
@NullMarked
package io.gypsum.cli.argument;

import org.jspecify.annotations.NullMarked;
