/**
 * Tests of the web pages in a real browser. {@link io.gypsum.e2e.page.DemoBucket} fills a server with typical and extreme
 * content, {@link io.gypsum.e2e.page.ShownPage} lists its pages, {@link io.gypsum.e2e.page.Chromium} opens them, and
 * {@link io.gypsum.e2e.page.ScreenshotRun} writes a picture of each.
 */
package io.gypsum.e2e.page;
