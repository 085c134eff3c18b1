/**
 * Numbers, sizes and times as pages, plots and the audit log show them to people: {@link io.gypsum.server.format.Numbers} and {@link
 * io.gypsum.server.format.ShownTime}.
 */
@NullMarked
package io.gypsum.server.format;

import org.jspecify.annotations.NullMarked;
