package io.gypsum.e2e.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directories and the main configuration of nginx, like those of Debian, below the root directory of a machine. */
final class NginxDirectories {
  private NginxDirectories() {}

  static void prepare(Path host) throws IOException {
    Files.createDirectories(host.resolve("etc/nginx/conf.d"));
    Files.createDirectories(host.resolve("var/log"));
    Files.createDirectories(host.resolve("run"));
    String user = System.getProperty("user.name").equals("root") ? "user root;\n" : "";
    Files.writeString(
        host.resolve("etc/nginx/nginx.conf"),
        (user + """
            worker_processes 2;
            daemon off;
            pid HOST/run/nginx.pid;
            error_log HOST/var/log/nginx-error.log warn;
            events { worker_connections 768; }
            http {
              default_type application/octet-stream;
              access_log HOST/var/log/nginx-access.log;
              client_body_temp_path HOST/run/body;
              proxy_temp_path HOST/run/proxy;
              fastcgi_temp_path HOST/run/fastcgi;
              uwsgi_temp_path HOST/run/uwsgi;
              scgi_temp_path HOST/run/scgi;
              include HOST/etc/nginx/conf.d/*.conf;
            }
            """).replace("HOST", host.toString()));
  }
}
