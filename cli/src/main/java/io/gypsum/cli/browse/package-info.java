/**
 * Commands that read: {@code ls}, {@code show}, {@code log} and {@code diff}, and for metadata {@code search} and
 * {@code validate}.
 */
@NullMarked
package io.gypsum.cli.browse;

import org.jspecify.annotations.NullMarked;
