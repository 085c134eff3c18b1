/** What must never happen to what was uploaded, or to what an upload may write. */
package io.gypsum.e2e.upload;
