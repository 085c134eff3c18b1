/**
 * Numbers, sizes and times as all pages and plots show them: {@link io.gypsum.server.page.format.Numbers} and {@link
 * io.gypsum.server.page.format.ShownTime}.
 */
@NullMarked
package io.gypsum.server.page.format;

import org.jspecify.annotations.NullMarked;
