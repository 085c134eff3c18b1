package io.gypsum.server.http;

import java.io.IOException;
import java.time.Duration;

import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardWrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;

/** A listening server. */
public final class HttpServer implements AutoCloseable {
  private final Tomcat tomcat;

  private HttpServer(Tomcat tomcat) {
    this.tomcat = tomcat;
  }

  /** @throws IOException when it cannot listen there */
  public static HttpServer start(HttpSettings settings, Router router) throws IOException {
    Http11NioProtocol protocol = new Http11NioProtocol();
    Connector connector = new Connector(protocol);
    connector.setPort(settings.port());
    connector.setProperty("address", settings.host());
    connector.setEncodedSolidusHandling("passthrough");
    connector.setEncodedReverseSolidusHandling("passthrough");
    Tomcat tomcat = new Tomcat();
    tomcat.setSilent(true);
    tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
    tomcat.setConnector(connector);
    StandardContext context = new StandardContext();
    context.setPath("");
    context.addLifecycleListener(new Tomcat.FixContextListener());
    StandardWrapper wrapper = new StandardWrapper();
    wrapper.setName("front");
    wrapper.setServlet(new FrontServlet(router, new JsonBodies()));
    context.addChild(wrapper);
    wrapper.addMapping("/*");
    tomcat.getHost().addChild(context);
    try {
      tomcat.start();
    } catch (LifecycleException e) {
      throw new IOException("cannot listen on " + settings.host() + ":" + settings.port(), e);
    }
    return new HttpServer(tomcat);
  }

  /** The port it listens on. */
  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  /** Takes no new requests, lets those that run finish for as long as {@code grace}, and frees everything. */
  public void stop(Duration grace) {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IllegalStateException("the HTTP server did not stop", e);
    }
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
