/**
 * Plots of pages: each is a function of a small record, and returns a {@link io.gypsum.server.page.plot.Figure} with an
 * accessible SVG image and a table of the same data. Colours come from the classes of the stylesheet only, so that plots fit a
 * light and a dark page and the content security policy. Start at {@link io.gypsum.server.page.plot.UsagePlot}.
 */
@NullMarked
package io.gypsum.server.page.plot;

import org.jspecify.annotations.NullMarked;
