/** The life of a server process: starting, stopping, being told what to do. */
package io.gypsum.e2e.serve;
