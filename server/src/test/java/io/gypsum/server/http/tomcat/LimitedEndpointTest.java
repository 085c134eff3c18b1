package io.gypsum.server.http.tomcat;

import java.io.IOException;
import java.nio.channels.SocketChannel;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LimitedEndpointTest {
  @Test
  void aClosedConnectionHasNoPeer() throws IOException {
    SocketChannel closed = SocketChannel.open();
    closed.close();

    assertThat(LimitedEndpoint.peer(closed)).isNull();
    // Tomcat's channel of a closed connection.
    assertThat(LimitedEndpoint.peer(null)).isNull();
  }
}
