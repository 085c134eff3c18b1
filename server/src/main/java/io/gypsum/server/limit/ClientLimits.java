package io.gypsum.server.limit;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The limits of each client of a server. A client is an address (see {@link ClientAddress.Group}) or a user. Clients on
 * this machine whose requests no proxy forwarded have no limits, unless configured otherwise. Thread-safe.
 */
public final class ClientLimits {
  /** Bound the memory for rates: all tables together take at most about 20 MB. */
  private static final int MAX_ADDRESSES = 10_000;
  private static final int MAX_USERS = 5_000;
  /** The wait that is suggested to a client with too many concurrent requests; it is unknown when one of them ends. */
  private static final Duration CONCURRENCY_RETRY = Duration.ofSeconds(2);

  private final ClientAddresses addresses;
  private final boolean limitLoopback;
  private final Consumer<Limit> refused;
  private final ConcurrencyLimit connections;
  private final ConcurrencyLimit requests;
  private final RateLimit<ClientAddress.Group> reads;
  private final RateLimit<ClientAddress.Group> writes;
  private final RateLimit<ClientAddress.Group> failedSignIns;
  private final RateLimit<String> userReads;
  private final RateLimit<String> userWrites;

  /** The limits by which requests are refused. */
  public enum Limit {
    CONNECTIONS, REQUESTS, READS, WRITES, FAILED_SIGN_INS, USER_READS, USER_WRITES
  }

  /**
   * What each address may use at the same time; 0 for no limit.
   *
   * @param connections open connections; those of trusted proxies are not limited
   * @param requests requests being processed
   */
  public record Concurrency(int connections, int requests) {
    public static final Concurrency UNLIMITED = new Concurrency(0, 0);
  }

  /**
   * Requests per minute of each address and of each user; 0 for no limit.
   *
   * @param reads GET, HEAD and OPTIONS requests
   * @param writes other requests
   * @param failedSignIns requests with an invalid access token, of each address
   */
  public record Rates(int reads, int writes, int failedSignIns) {
    public static final Rates UNLIMITED = new Rates(0, 0, 0);
  }

  /**
   * @param limitLoopback whether the limits apply to clients on this machine too
   * @param nanoTime such as {@link System#nanoTime}
   * @param refused notified of every refusal
   */
  public ClientLimits(
      ClientAddresses addresses, Concurrency concurrency, Rates rates, boolean limitLoopback,
      LongSupplier nanoTime, Consumer<Limit> refused) {
    this.addresses = addresses;
    this.limitLoopback = limitLoopback;
    this.refused = refused;
    this.connections = new ConcurrencyLimit(concurrency.connections());
    this.requests = new ConcurrencyLimit(concurrency.requests());
    this.reads = new RateLimit<>(rates.reads(), MAX_ADDRESSES, nanoTime);
    this.writes = new RateLimit<>(rates.writes(), MAX_ADDRESSES, nanoTime);
    this.failedSignIns = new RateLimit<>(rates.failedSignIns(), MAX_ADDRESSES, nanoTime);
    this.userReads = new RateLimit<>(rates.reads(), MAX_USERS, nanoTime);
    this.userWrites = new RateLimit<>(rates.writes(), MAX_USERS, nanoTime);
  }

  /** Returns limits that refuse nothing and trust no proxy. */
  public static ClientLimits none() {
    return new ClientLimits(
        new ClientAddresses(List.of()), Concurrency.UNLIMITED, Rates.UNLIMITED, false,
        System::nanoTime, limit -> {});
  }

  public ClientAddresses addresses() {
    return addresses;
  }

  /**
   * Returns whether a connection from {@code peer} may be opened; if so, the caller must call {@link #connectionClosed}
   * afterwards.
   */
  public boolean openConnection(InetAddress peer) {
    ClientAddress client = ofConnection(peer);
    if (!hasConnectionLimit(client) || connections.enter(client.group())) {
      return true;
    }
    refused.accept(Limit.CONNECTIONS);
    return false;
  }

  public void connectionClosed(InetAddress peer) {
    ClientAddress client = ofConnection(peer);
    if (hasConnectionLimit(client)) {
      connections.leave(client.group());
    }
  }

  private static ClientAddress ofConnection(InetAddress peer) {
    return ClientAddress.ofPeer(ClientAddresses.withoutScope(peer));
  }

  private boolean hasConnectionLimit(ClientAddress peer) {
    return isLimited(peer) && !addresses.isTrusted(peer.address());
  }

  /**
   * Begins a request; the caller must call {@link #requestEnded} afterwards.
   *
   * @throws TooManyRequestsException when the address has too many running requests
   */
  public void beginRequest(ClientAddress client) {
    if (isLimited(client) && !requests.enter(client.group())) {
      throw refusal(
          Limit.REQUESTS, "concurrent requests from '" + client + "'",
          String.valueOf(requests.max()), CONCURRENCY_RETRY);
    }
  }

  public void requestEnded(ClientAddress client) {
    if (isLimited(client)) {
      requests.leave(client.group());
    }
  }

  /**
   * Counts a request of an address.
   *
   * @throws TooManyRequestsException when it has sent too many
   */
  public void countRequest(ClientAddress client, boolean isRead) {
    if (isLimited(client)) {
      count(
          isRead ? Limit.READS : Limit.WRITES, isRead ? reads : writes, client.group(),
          () -> (isRead ? "reads" : "writes") + " from '" + client + "'");
    }
  }

  /**
   * Counts a request of a user.
   *
   * @throws TooManyRequestsException when the user has sent too many
   */
  public void countRequest(ClientAddress client, String login, boolean isRead) {
    if (isLimited(client)) {
      count(
          isRead ? Limit.USER_READS : Limit.USER_WRITES, isRead ? userReads : userWrites, login,
          () -> (isRead ? "reads" : "writes") + " of '" + login + "'");
    }
  }

  /**
   * Counts a request with an invalid access token.
   *
   * @throws TooManyRequestsException when the address has sent too many
   */
  public void countFailedSignIn(ClientAddress client) {
    if (isLimited(client)) {
      count(
          Limit.FAILED_SIGN_INS, failedSignIns, client.group(),
          () -> "invalid access tokens from '" + client + "'");
    }
  }

  /** Undoes one {@link #countFailedSignIn} that did not fail. */
  public void forgetFailedSignIn(ClientAddress client) {
    if (isLimited(client)) {
      failedSignIns.refund(client.group());
    }
  }

  private boolean isLimited(ClientAddress client) {
    return limitLoopback || !client.isLocal();
  }

  private <K> void count(Limit limit, RateLimit<K> rate, K client, Supplier<String> what) {
    Duration wait = rate.spend(client);
    if (wait.isPositive()) {
      throw refusal(limit, what.get(), rate.perMinute() + " per minute", wait);
    }
  }

  private TooManyRequestsException refusal(
      Limit limit, String what, String expected, Duration wait) {
    refused.accept(limit);
    Duration retryAfter = Duration.ofSeconds(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
    return new TooManyRequestsException(
        "too many " + what + ": expected at most " + expected + "; try again in "
            + retryAfter.toSeconds() + " seconds",
        retryAfter);
  }
}
