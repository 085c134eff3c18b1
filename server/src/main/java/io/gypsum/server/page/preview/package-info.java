/**
 * Previews of files, as values that templates show: text, Markdown, JSON, tables, images and hex. Everything is computed from a
 * bounded prefix of a file, whose content is not trusted. Start at {@link io.gypsum.server.page.preview.PreviewReader}.
 */
@NullMarked
package io.gypsum.server.page.preview;

import org.jspecify.annotations.NullMarked;
