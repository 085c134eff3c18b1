/** Read access: files and ranges of files, listings, schemas and credentials. */
package io.gypsum.e2e.file;
