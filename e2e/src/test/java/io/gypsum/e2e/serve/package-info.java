/** The life cycle of a server process: settings, start, shutdown. */
package io.gypsum.e2e.serve;
