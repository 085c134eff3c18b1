/**
 * Documents for feed readers and search engines, as XML that is written while it is sent: {@link
 * io.gypsum.server.page.feed.AtomFeed} and {@link io.gypsum.server.page.feed.Sitemap}. The handlers are in the package {@code page}.
 */
@NullMarked
package io.gypsum.server.page.feed;

import org.jspecify.annotations.NullMarked;
