package io.gypsum.server.http;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How the server listens and what it bounds.
 *
 * @param host name or address to listen on
 * @param port to listen on; 0 for a free one
 * @param maxConnections open at once; more wait in the backlog of the system
 * @param maxRequests worked on at once, files that are only being sent not counted; more are told to come back
 * @param maxTransfers of those, the ones that send a body or are sent a streamed answer, which may take as long as their
 *     clients like; the others are kept for short requests
 * @param maxHeaderBytes of a request line and its headers together
 * @param smallJsonBytes largest JSON body of most routes
 * @param largeJsonBytes largest JSON body of {@code upload/start}
 * @param jsonBudgetBytes of all JSON bodies that are being read at once
 * @param busyWait how long a request waits for room before it is told to come back
 * @param idleTimeout of a connection between requests, and between the bytes that a client sends or takes
 * @param minimumBytesPerSecond what a client must send of a body, and take of a streamed answer, on average over every
 *     {@code rateGrace} that is spent waiting for it
 * @param rateGrace see {@code minimumBytesPerSecond}
 * @param accessLog directory of the access log, or null for none
 * @param accessLogDays how long its files are kept
 */
public record HttpSettings(
    String host, int port, int maxConnections, int maxRequests, int maxTransfers,
    int maxHeaderBytes,
    long smallJsonBytes,
    long largeJsonBytes, long jsonBudgetBytes, Duration busyWait, Duration idleTimeout,
    long minimumBytesPerSecond, Duration rateGrace, @Nullable Path accessLog,
    int accessLogDays) {

  private static final long MIB = 1 << 20;

  /** On a free port of this machine only. */
  public static HttpSettings defaults() {
    return new HttpSettings(
        "127.0.0.1", 0, 8192, 2000, 1600, 32 * 1024, MIB, 64 * MIB, 128 * MIB,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30), 1024, Duration.ofSeconds(30), null, 30);
  }

  public HttpSettings withAddress(String newHost, int newPort) {
    return new HttpSettings(
        newHost, newPort, maxConnections, maxRequests, maxTransfers, maxHeaderBytes, smallJsonBytes,
        largeJsonBytes,
        jsonBudgetBytes, busyWait, idleTimeout, minimumBytesPerSecond, rateGrace,
        accessLog, accessLogDays);
  }

  /** @param directory of the access log, or null for none */
  public HttpSettings withAccessLog(@Nullable Path directory) {
    return new HttpSettings(
        host, port, maxConnections, maxRequests, maxTransfers, maxHeaderBytes, smallJsonBytes,
        largeJsonBytes,
        jsonBudgetBytes,
        busyWait, idleTimeout, minimumBytesPerSecond, rateGrace, directory,
        accessLogDays);
  }

  /** @param timeout of a connection between requests, and between the bytes of one */
  public HttpSettings withIdleTimeout(Duration timeout) {
    return new HttpSettings(
        host, port, maxConnections, maxRequests, maxTransfers, maxHeaderBytes, smallJsonBytes,
        largeJsonBytes,
        jsonBudgetBytes,
        busyWait, timeout, minimumBytesPerSecond, rateGrace, accessLog, accessLogDays);
  }

  /** @param grace for how long a client may be slower */
  public HttpSettings withMinimumRate(long bytesPerSecond, Duration grace) {
    return new HttpSettings(
        host, port, maxConnections, maxRequests, maxTransfers, maxHeaderBytes, smallJsonBytes,
        largeJsonBytes,
        jsonBudgetBytes,
        busyWait, idleTimeout, bytesPerSecond, grace, accessLog, accessLogDays);
  }

  /** @param wait how long a request waits for room in the budget */
  public HttpSettings withJsonBudget(long bytes, Duration wait) {
    return new HttpSettings(
        host, port, maxConnections, maxRequests, maxTransfers, maxHeaderBytes, smallJsonBytes,
        largeJsonBytes,
        bytes, wait,
        idleTimeout, minimumBytesPerSecond, rateGrace, accessLog, accessLogDays);
  }

  /** @param requests worked on at once; a fifth of them is kept for short ones */
  public HttpSettings withMaxRequests(int requests) {
    return new HttpSettings(
        host, port, maxConnections, requests, Math.ceilDiv(requests * 4, 5), maxHeaderBytes,
        smallJsonBytes, largeJsonBytes, jsonBudgetBytes, busyWait, idleTimeout,
        minimumBytesPerSecond, rateGrace, accessLog, accessLogDays);
  }

  /** So that the bodies that are read at once, and what becomes of them, fit a heap of that size. */
  public HttpSettings withinHeap(long heapBytes) {
    // What is read of a JSON body takes about three times the space of its text.
    long budget = Math.min(jsonBudgetBytes, heapBytes / 6);
    return new HttpSettings(
        host, port, maxConnections, maxRequests, maxTransfers, maxHeaderBytes,
        Math.min(smallJsonBytes, budget),
        Math.min(largeJsonBytes, budget), budget, busyWait, idleTimeout, minimumBytesPerSecond,
        rateGrace, accessLog, accessLogDays);
  }
}
