package io.gypsum.server.limit;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Random;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
      "10.0.0.0/8,10.255.255.255,true", "10.0.0.0/8,11.0.0.0,false", "10.0.0.5,10.0.0.5,true",
      "10.0.0.5,10.0.0.4,false", "0.0.0.0/0,255.1.2.3,true", "0.0.0.0/0,::1,false",
      "::/0,1.2.3.4,false", "::/0,2001:db8::1,true", "2001:db8::/33,2001:db8:7fff::1,true",
      "2001:db8::/33,2001:db8:8000::,false", "::ffff:10.0.0.1,10.0.0.1,true"})
  void aRangeContainsTheAddressesWithItsPrefix(String range, String address, boolean isInside) {
    assertThat(AddressRange.parse(range).contains(IpLiterals.parse(address))).isEqualTo(isInside);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8/8",
      "::/129",
      "::ffff:10.0.0.0/104", "10.0.0.1/8", "2001:db8::1/64", "proxy", "10.0.0.0/8 ", "10/8",
      "10.0.0.0/255.0.0.0", "10.0.0.0/999"})
  void otherTextIsInvalid(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(GypsumException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void anAddressIsInsideExactlyIfItsFirstBitsAreEqual() {
    Random random = new Random(3);
    for (int i = 0; i < 50_000; i++) {
      int bytes = random.nextBoolean() ? 4 : 16;
      int bits = random.nextInt(bytes * 8 + 1);
      byte[] network = new byte[bytes];
      random.nextBytes(network);
      byte[] other = network.clone();
      if (random.nextInt(4) > 0) {
        int bit = random.nextInt(bytes * 8);
        other[bit / 8] ^= (byte) (0x80 >> (bit % 8));
      }
      InetAddress first = IpLiterals.ofBytes(prefix(network, bits).toByteArray(bytes));
      AddressRange range = AddressRange.parse(first.getHostAddress() + "/" + bits);
      boolean isInside = prefix(network, bits).equals(prefix(other, bits));
      assertThat(range.contains(IpLiterals.ofBytes(other))).as("%s in %s", other, range)
          .isEqualTo(isInside);
    }
  }

  private static Prefix prefix(byte[] address, int bits) {
    int rest = address.length * 8 - bits;
    return new Prefix(new BigInteger(1, address).shiftRight(rest).shiftLeft(rest));
  }

  private record Prefix(BigInteger value) {
    byte[] toByteArray(int length) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[length - 1 - i] = value.shiftRight(8 * i).byteValue();
      }
      return bytes;
    }
  }
}
