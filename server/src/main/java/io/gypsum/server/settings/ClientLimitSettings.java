package io.gypsum.server.settings;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.server.limit.AddressRange;
import io.gypsum.server.limit.ClientLimits;

/**
 * The limits of each client.
 *
 * @param trustedProxies proxies whose headers determine the addresses of clients
 * @param limitLoopback whether the limits apply to clients on this machine too
 */
public record ClientLimitSettings(
    List<AddressRange> trustedProxies, ClientLimits.Concurrency concurrency,
    ClientLimits.Rates rates, boolean limitLoopback) {

  private static final String NO_PROXIES = "none";
  private static final int MAX_CONCURRENT = 10_000;
  private static final int MAX_RATE = 100_000_000;
  private static final String OFF = " 0 for no limit.";

  static final Option<List<AddressRange>> TRUSTED_PROXIES =
      new Option<>(
          "trusted-proxies", "ADDRESS", "127.0.0.0/8,::1", Option.Use.LIST,
          (given, others) -> parseRanges(given),
          "Addresses or ranges, such as 10.0.0.0/8, of proxies whose X-Forwarded-For or Forwarded"
              + " headers contain the addresses of clients. May be given several times, or as a list"
              + " separated by commas; none for no proxy.");
  static final Option<Integer> CONNECTIONS =
      Option.number(
          "address-connections", 1_000, 0, MAX_CONCURRENT,
          "Maximum number of open connections from one address (IPv6: one /64 network); those of"
              + " trusted proxies are not limited." + OFF);
  static final Option<Integer> REQUESTS =
      Option.number(
          "address-requests", 500, 0, MAX_CONCURRENT,
          "Maximum number of concurrent requests from one address; further ones are answered with"
              + " 429." + OFF);
  static final Option<Integer> READ_RATE =
      Option.number(
          "read-rate", 120_000, 0, MAX_RATE,
          "Maximum number of GET, HEAD and OPTIONS requests per minute from one address, and of one"
              + " user; further ones are answered with 429." + OFF);
  static final Option<Integer> WRITE_RATE =
      Option.number(
          "write-rate", 60_000, 0, MAX_RATE,
          "Maximum number of other requests per minute from one address, and of one user; an upload"
              + " needs two per file." + OFF);
  static final Option<Integer> FAILED_SIGN_IN_RATE =
      Option.number(
          "failed-sign-in-rate", 60, 0, MAX_RATE,
          "Maximum number of requests with an invalid access token per minute from one address."
              + OFF);
  static final Option<Boolean> LIMIT_LOOPBACK =
      Option.toggle(
          "limit-loopback", false,
          "Apply these limits to clients on this machine too, for tests of the limits. Requests that a"
              + " trusted proxy on this machine forwarded are always limited.");

  static final List<Option<?>> ALL =
      List.of(
          TRUSTED_PROXIES, CONNECTIONS, REQUESTS, READ_RATE, WRITE_RATE, FAILED_SIGN_IN_RATE,
          LIMIT_LOOPBACK);

  public ClientLimitSettings {
    trustedProxies = List.copyOf(trustedProxies);
  }

  static ClientLimitSettings read(OptionValues values) {
    return new ClientLimitSettings(
        values.get(TRUSTED_PROXIES),
        new ClientLimits.Concurrency(values.get(CONNECTIONS), values.get(REQUESTS)),
        new ClientLimits.Rates(
            values.get(READ_RATE), values.get(WRITE_RATE), values.get(FAILED_SIGN_IN_RATE)),
        values.get(LIMIT_LOOPBACK));
  }

  private static List<AddressRange> parseRanges(List<GivenValue> given) {
    List<AddressRange> ranges = new ArrayList<>();
    for (GivenValue list : given) {
      if (list.text().strip().equals(NO_PROXIES)) {
        continue;
      }
      for (String range : list.text().split(",", -1)) {
        try {
          ranges.add(AddressRange.parse(range.strip()));
        } catch (GypsumException e) {
          throw list.expected("addresses or ranges, separated by commas: " + e.reason());
        }
      }
    }
    return ranges;
  }
}
