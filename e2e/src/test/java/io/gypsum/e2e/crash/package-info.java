/** Servers that are killed after every single write, and what the next one makes of it. */
package io.gypsum.e2e.crash;
