/** Tables that readers download: start with {@link io.gypsum.server.page.export.AssetExport}. */
@NullMarked
package io.gypsum.server.page.export;

import org.jspecify.annotations.NullMarked;
