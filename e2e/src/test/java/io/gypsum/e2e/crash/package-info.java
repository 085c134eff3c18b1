/** Kills servers after every write and checks the state that the next server restores. */
package io.gypsum.e2e.crash;
