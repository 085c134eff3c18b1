/** Restrictions of uploads: published files never change, and an upload writes only its own files. */
package io.gypsum.e2e.upload;
