/** Two server processes on one data directory. */
package io.gypsum.e2e.race;
