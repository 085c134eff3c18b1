/** Reading: files, whole and in part, listings and credentials. */
package io.gypsum.e2e.file;
