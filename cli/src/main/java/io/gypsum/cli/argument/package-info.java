/** What users write on the command line, turned into values that cannot hold a wrong value. */
@NullMarked
package io.gypsum.cli.argument;

import org.jspecify.annotations.NullMarked;
