package io.gypsum.cli.account;

import java.util.List;

import io.gypsum.cli.terminal.Table;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.core.document.Timestamps;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.server.identity.Account;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

@Command(name = "list", description = "Lists the accounts.")
final class ListCommand implements Runnable {
  private final Terminal terminal;

  @Mixin DataOption data = new DataOption();

  @Option(names = "--json", description = "Prints a JSON array for programs.") boolean json;

  ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    List<Account> accounts = data.accounts(terminal).list();
    if (json) {
      terminal.out().println(JsonOutput.text(out -> write(accounts, out)));
    } else if (accounts.isEmpty()) {
      terminal.err().println("There are no accounts: 'gypsum account add NAME' makes one.");
    } else {
      table(accounts).printTo(terminal.out());
    }
  }

  private static Table table(List<Account> accounts) {
    Table table = new Table("NAME", "ORGANISATIONS", "ADMIN", "CREATED");
    for (Account account : accounts) {
      table.add(
          account.name(), String.join(" ", account.organizations()),
          account.administrator() ? "yes" : "", Timestamps.format(account.created()));
    }
    return table;
  }

  private static void write(List<Account> accounts, JsonGenerator out) {
    out.writeStartArray();
    for (Account account : accounts) {
      out.writeStartObject();
      out.writeStringProperty("name", account.name());
      out.writeName("organizations").writeStartArray();
      account.organizations().forEach(out::writeString);
      out.writeEndArray();
      out.writeBooleanProperty("administrator", account.administrator());
      out.writeStringProperty("created", Timestamps.format(account.created()));
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
