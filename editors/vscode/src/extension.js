// Starts `rubric lsp` and lets the editor talk to it.

const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

/** The client for the program that the settings name. */
function made() {
  const command = vscode.workspace.getConfiguration("rubric").get("command") || "rubric";
  const server = { command, args: ["lsp"], transport: TransportKind.stdio };
  const documents = [
    { scheme: "file", language: "rubric" },
    { scheme: "untitled", language: "rubric" },
  ];
  return new LanguageClient("rubric", "Rubric", server, { documentSelector: documents });
}

async function start() {
  client = made();
  try {
    await client.start();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const answer = await vscode.window.showErrorMessage(
      `The language server "rubric lsp" does not start: ${why}. Is rubric installed, and does the setting ` +
        "rubric.command name it?",
      "Open the setting",
    );
    if (answer) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "rubric.command");
    }
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running && running.needsStop()) {
    await running.stop();
  }
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("rubric.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("rubric.command")) {
        void restart();
      }
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
