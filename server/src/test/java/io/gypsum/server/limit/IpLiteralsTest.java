package io.gypsum.server.limit;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class IpLiteralsTest {
  @ParameterizedTest
  @ValueSource(strings = {
      "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "1..2.3", "1.2.3.",
      ".1.2.3",
      "0x1.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.+4", "-1.2.3.4", "١.2.3.4", "localhost",
      "a.b.c.d",
      "1.2.3.4:80", "1.2.3.4/8", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::1::", "g::1",
      "12345::", "[::1]", "::1%1", "fe80::1%eth0", "::1 ", "::1.2.3", "::01.2.3.4",
      "::ffff:1.2.3.256",
      "1:2:3:4:5:6:7:8:", "unknown", "_hidden"})
  void otherTextIsNoAddress(String text) {
    assertThat(IpLiterals.parse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
      "::ffff:192.0.2.1,192.0.2.1", "::FFFF:c000:201,192.0.2.1",
      "0:0:0:0:0:ffff:192.0.2.1,192.0.2.1",
      "2001:DB8::1,2001:db8:0:0:0:0:0:1", "::,0:0:0:0:0:0:0:0",
      "64:ff9b::192.0.2.33,64:ff9b:0:0:0:0:c000:221",
      "0.0.0.0,0.0.0.0", "255.255.255.255,255.255.255.255"})
  void formsOfOneAddressAreEqualAndMappedOnesAreIpv4(String text, String address) {
    InetAddress parsed = IpLiterals.parse(text);
    assertThat(parsed).isNotNull();
    assertThat(parsed.getHostAddress()).isEqualTo(address);
    assertThat(parsed)
        .isInstanceOf(address.contains(":") ? Inet6Address.class : Inet4Address.class);
  }

  @Test
  void everyAddressIsReadFromItsText() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      InetAddress address = IpLiterals.ofBytes(bytes);
      assertThat(IpLiterals.parse(address.getHostAddress())).isEqualTo(address);
    }
  }

  @Test
  void randomTextNeverFailsAndNeverHasAnotherMeaningThanItsFormat() {
    Random random = new Random(2);
    String characters = "0123456789abcfF:.:.[]%/ -x";
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(16); n > 0; n--) {
        text.append(characters.charAt(random.nextInt(characters.length())));
      }
      InetAddress address = IpLiterals.parse(text.toString());
      if (address != null && text.indexOf(":") < 0) {
        assertThat(address.getHostAddress()).isEqualTo(text.toString());
      }
    }
  }
}
