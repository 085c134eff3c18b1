/**
 * Uploads of versions in the browser (pages.md, section 6). Start at {@link
 * io.gypsum.server.page.publish.PublishPage}; the scripts of the page, in the assets, send the files to the API.
 */
@NullMarked
package io.gypsum.server.page.publish;

import org.jspecify.annotations.NullMarked;
