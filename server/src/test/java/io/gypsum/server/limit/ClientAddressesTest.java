package io.gypsum.server.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.gypsum.server.limit.ClientAddress.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClientAddressesTest {
  private final ClientAddresses addresses =
      new ClientAddresses(
          Stream.of("127.0.0.0/8", "10.0.0.0/8", "2001:db8:ffff::/48")
              .map(AddressRange::parse)
              .toList());

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      // The last address that is not a trusted proxy.
      "192.0.2.7|192.0.2.7", "192.0.2.7, 10.1.1.1|192.0.2.7",
      "192.0.2.7,10.1.1.1,127.0.0.1|192.0.2.7",
      "6.6.6.6, 192.0.2.7, 10.0.0.9|192.0.2.7", "6.6.6.6, 192.0.2.7|192.0.2.7",
      "10.0.0.1, 10.0.0.2|10.0.0.1", "2001:db8::5|2001:db8:0:0:0:0:0:5",
      "192.0.2.7, 2001:db8:ffff::1|192.0.2.7", "::ffff:192.0.2.7|192.0.2.7", "127.0.0.1|127.0.0.1",
      // With ports.
      "192.0.2.7:4711|192.0.2.7", "[2001:db8::5]:4711|2001:db8:0:0:0:0:0:5",
      "[2001:db8::5]|2001:db8:0:0:0:0:0:5",
      // What the client sent does not matter.
      "garbage, 192.0.2.7|192.0.2.7", "\", 192.0.2.7|192.0.2.7", ",,, 192.0.2.7|192.0.2.7"})
  void theClientIsTheLastUntrustedAddress(String header, String client) {
    assertThat(of("127.0.0.1", "X-Forwarded-For: " + header))
        .isEqualTo(forwarded(client));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "for=192.0.2.7|192.0.2.7", "For=192.0.2.7;proto=https;by=10.0.0.1|192.0.2.7",
      "proto=http;FOR=\"192.0.2.7\"|192.0.2.7", "for=\"192.0.2.7:4711\"|192.0.2.7",
      "for=\"[2001:db8::5]\"|2001:db8:0:0:0:0:0:5",
      "for=\"[2001:db8::5]:4711\"|2001:db8:0:0:0:0:0:5",
      "for=6.6.6.6, for=192.0.2.7 ,\tfor=10.0.0.1;host=\"a,b;c\"|192.0.2.7",
      "for=\"1\\92.0.2.7\"|192.0.2.7", "for=unknown, for=192.0.2.7|192.0.2.7",
      "host=h, for=192.0.2.7|192.0.2.7", "for=\"\\\\\", for=192.0.2.7|192.0.2.7"})
  void theStandardHeaderMeansTheSame(String header, String client) {
    assertThat(of("127.0.0.1", "Forwarded: " + header)).isEqualTo(forwarded(client));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "X-Forwarded-For|garbage", "X-Forwarded-For|''", "X-Forwarded-For|192.0.2.7,",
      "X-Forwarded-For|192.0.2.7, unknown", "X-Forwarded-For|192.0.2.7, garbage, 10.0.0.1",
      "X-Forwarded-For|192.0.2.7, 10.0.0.01", "X-Forwarded-For|192.0.2.7:99999",
      "X-Forwarded-For|192.0.2.7:", "X-Forwarded-For|[192.0.2.7]", "X-Forwarded-For|[2001:db8::5",
      "X-Forwarded-For|2001:db8::5%1", "X-Forwarded-For|proxy.example.org",
      "X-Forwarded-For|192.0.2.7 10.0.0.1", "X-Forwarded-For|192.0.2.7;10.0.0.1",
      "Forwarded|for", "Forwarded|for=", "Forwarded|=192.0.2.7", "Forwarded|for=192.0.2.7;",
      "Forwarded|for=192.0.2.7,", "Forwarded|for =192.0.2.7", "Forwarded|for=192.0.2.7; proto=http",
      "Forwarded|for=192.0.2.7;for=192.0.2.8", "Forwarded|for=2001:db8::5",
      "Forwarded|for=\"2001:db8::5\"", "Forwarded|for=\"192.0.2.7", "Forwarded|for=192.0.2.7\"",
      "Forwarded|for=unknown", "Forwarded|for=_hidden", "Forwarded|proto=https", "Forwarded|''",
      "Forwarded|for=\"x, for=192.0.2.7", "Forwarded|for=192.0.2.7 for=10.0.0.1"})
  void aMalformedHeaderMeansTheProxy(String name, String value) {
    assertThat(of("127.0.0.1", name + ": " + value))
        .isEqualTo(new ClientAddress(IpLiterals.parse("127.0.0.1"), Origin.UNREADABLE));
  }

  @Test
  void severalHeadersOfOneNameAreOneList() {
    assertThat(of("127.0.0.1", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 192.0.2.7"))
        .isEqualTo(forwarded("192.0.2.7"));
    assertThat(
        of("127.0.0.1", "Forwarded: for=192.0.2.7", "Forwarded: for=10.0.0.1, for=10.0.0.2"))
        .isEqualTo(forwarded("192.0.2.7"));
  }

  /** These headers are parsed before the request is counted, so their length must not cost much time. */
  @Test
  void onlyTheEndOfALongListIsParsed() {
    String client = "192.0.2.7";
    assertThat(of("127.0.0.1", "X-Forwarded-For: " + "x,".repeat(10_000) + client))
        .isEqualTo(forwarded(client));
    assertThat(ForwardedHeaders.xForwardedFor(List.of(",".repeat(10_000), ",".repeat(10_000))))
        .hasSize(ForwardedHeaders.MAX_HOPS);
    String standard = ", for=" + client;
    String sent = "x".repeat(ForwardedHeaders.MAX_FORWARDED_CHARS - standard.length() - 2);
    assertThat(of("127.0.0.1", "Forwarded: h=" + sent + standard)).isEqualTo(forwarded(client));
    assertThat(of("127.0.0.1", "Forwarded: h=x" + sent + standard).origin())
        .isEqualTo(Origin.UNREADABLE);
    assertThat(
        of("127.0.0.1", "Forwarded: h=" + sent, "Forwarded: for=" + client + ";h=x").origin())
        .as("all lines together")
        .isEqualTo(Origin.UNREADABLE);
  }

  /** Most proxies set one of the headers and pass the other one on as the client sent it. */
  @Test
  void aClientCannotChooseItsAddressByTheOtherHeader() {
    assertThat(of("127.0.0.1", "X-Forwarded-For: 192.0.2.7", "Forwarded: for=6.6.6.6").origin())
        .isEqualTo(Origin.UNREADABLE);
    assertThat(of("127.0.0.1", "X-Forwarded-For: 192.0.2.7", "Forwarded: for=192.0.2.7"))
        .isEqualTo(forwarded("192.0.2.7"));
  }

  @Test
  void headersOfOtherPeersAreIgnored() {
    assertThat(of("192.0.2.9", "X-Forwarded-For: 192.0.2.7", "Forwarded: for=192.0.2.7"))
        .isEqualTo(ClientAddress.ofPeer(IpLiterals.parse("192.0.2.9")));
    assertThat(of("127.0.0.1")).isEqualTo(ClientAddress.ofPeer(IpLiterals.parse("127.0.0.1")));
  }

  @Test
  void peersHaveNoScopeAndMappedOnesAreIpv4() throws UnknownHostException {
    byte[] bytes = InetAddress.ofLiteral("fe80::1").getAddress();
    assertThat(addresses.of(Inet6Address.getByAddress(null, bytes, 3), name -> List.of()))
        .hasToString("fe80:0:0:0:0:0:0:1");
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    mapped[15] = 7;
    assertThat(addresses.of(Inet6Address.getByAddress(null, mapped, -1), name -> List.of()))
        .isEqualTo(ClientAddress.ofPeer(IpLiterals.parse("0.0.0.7")));
    assertThat(addresses.of(null, name -> List.of())).as("closed").hasToString("0.0.0.0");
  }

  @ParameterizedTest
  @CsvSource({
      "192.0.2.7,192.0.2.7,true", "192.0.2.7,192.0.2.8,false", "192.0.2.7,::ffff:192.0.2.7,true",
      "2001:db8:1:2::1,2001:db8:1:2:ffff:ffff:ffff:ffff,true",
      "2001:db8:1:2::1,2001:db8:1:3::1,false",
      "0.0.0.1,0:0:0:1::,false"})
  void ipv6AddressesAreCountedByNetwork(String one, String other, boolean isSame) {
    ClientAddress.Group group = of("127.0.0.1", "X-Forwarded-For: " + one).group();
    assertThat(group.equals(of("127.0.0.1", "X-Forwarded-For: " + other).group()))
        .isEqualTo(isSame);
  }

  @Test
  void unreadableRequestsAreNotCountedWithThoseOfTheProxy() {
    assertThat(of("10.0.0.1", "X-Forwarded-For: x").group()).isNotEqualTo(of("10.0.0.1").group());
  }

  /** Proxies append; the client sent anything before. */
  @Test
  void aClientBehindAnyChainOfProxiesIsFoundWhateverItSent() {
    Random random = new Random(4);
    String[] sent = {
        "", "6.6.6.6, ", "garbage, ", ", ", "\", ", "127.0.0.1, ", "for=6.6.6.6;, ", "::, "};
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      InetAddress client = IpLiterals.ofBytes(bytes);
      if (addresses.isTrusted(client)) {
        continue;
      }
      StringBuilder older = new StringBuilder(sent[random.nextInt(sent.length)]);
      older.append(client.getHostAddress());
      List<String> headers = new ArrayList<>();
      StringBuilder standard = new StringBuilder("for=6.6.6.6, ").append(element(client, random));
      for (int proxies = random.nextInt(4); proxies > 0; proxies--) {
        InetAddress proxy = IpLiterals.ofBytes(new byte[] {10, 0, 0, (byte) random.nextInt()});
        older.append(random.nextBoolean() ? "," : " ,\t").append(proxy.getHostAddress());
        standard.append(random.nextBoolean() ? "," : ", ").append(element(proxy, random));
      }
      headers.add("X-Forwarded-For: " + older);
      if (random.nextBoolean()) {
        headers.add("Forwarded: " + standard);
      }
      assertThat(of("127.0.0.1", headers.toArray(String[]::new))).as("%s", headers)
          .isEqualTo(forwarded(client.getHostAddress()));
    }
  }

  private static String element(InetAddress address, Random random) {
    String host = address.getHostAddress();
    boolean isIpv6 = host.contains(":");
    boolean hasPort = random.nextBoolean();
    String node = (isIpv6 ? "[" + host + "]" : host) + (hasPort ? ":" + random.nextInt(65536) : "");
    String pair = "for=" + (isIpv6 || hasPort || random.nextBoolean() ? "\"" + node + "\"" : node);
    return switch (random.nextInt(3)) {
      case 0 -> pair + ";proto=https;host=\"a\\\",b\"";
      case 1 -> "by=_hidden;" + pair;
      default -> pair;
    };
  }

  @Test
  void randomHeadersNeverFail() {
    Random random = new Random(5);
    String[] parts = {
        "for", "=", "\"", "\\", ";", ",", " ", "192.0.2.7", "[", "]", ":", "2001:db8::5", "80",
        "proto", "_x", "\t", "é", "\u0000"};
    for (int i = 0; i < 100_000; i++) {
      StringBuilder value = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        value.append(parts[random.nextInt(parts.length)]);
      }
      String name = random.nextBoolean() ? "Forwarded: " : "X-Forwarded-For: ";
      assertThat(of("127.0.0.1", name + value).origin()).isNotEqualTo(Origin.PEER);
    }
  }

  private ClientAddress of(String peer, String... headers) {
    return addresses.of(
        IpLiterals.parse(peer),
        name -> Stream.of(headers)
            .filter(header -> header.startsWith(name + ": "))
            .map(header -> header.substring(name.length() + 2))
            .toList());
  }

  private static ClientAddress forwarded(String address) {
    return new ClientAddress(IpLiterals.parse(address), Origin.FORWARDED);
  }
}
