/**
 * Web pages for people who use a browser instead of the API (decision 0052). {@link io.gypsum.server.page.PageRoutes}
 * lists the addresses, each with the handler of one page. A handler reads what it shows into an immutable view, and
 * {@code PageRenderer} writes it with a template of {@code src/main/jte}, which is compiled with the module. {@code
 * PageUrls} builds all addresses, {@code PageAssets} serves style sheets and scripts, {@code PageErrors} renders
 * failures, and {@code PageSources} contains what pages read. The sub-packages do not use this package.
 */
@NullMarked
package io.gypsum.server.page;

import org.jspecify.annotations.NullMarked;
