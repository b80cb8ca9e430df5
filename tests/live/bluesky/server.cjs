// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// node server.cjs MODULES POSTGRES FOLDER: a small network of the AT protocol on loopback, from the modules below
// MODULES, with accounts of the team, ann and ben. It keeps its files below FOLDER. One JSON object a line: the first line
// of its output says where everything is; a line of input is a command, the next line of output its answer.
'use strict'

const { createRequire } = require('node:module')
const path = require('node:path')
const readline = require('node:readline')

const [modules, postgres, folder] = process.argv.slice(2)
process.env.TMPDIR = folder
process.env.LOG_ENABLED = 'false'
const load = createRequire(path.join(modules, 'package.json'))
const { TestBsky, TestPds, TestPlc, mockNetworkUtilities } = load('@atproto/dev-env')
const { AtpAgent } = load('@atproto/api')

const say = (value) => process.stdout.write(JSON.stringify(value) + '\n')
const password = (name) => `${name}-main-password`

async function main() {
    const plc = await TestPlc.create({})
    // The application view has to know the server's port before the server is there.
    const port = await new Promise((resolve, reject) => {
        const probe = require('node:net').createServer()
        probe.on('error', reject)
        probe.listen(0, '127.0.0.1', () => {
            const { port } = probe.address()
            probe.close(() => resolve(port))
        })
    })
    const bsky = await TestBsky.create({
        plcUrl: plc.url,
        pdsPort: port,
        repoProvider: `ws://localhost:${port}`,
        dbPostgresUrl: postgres,
        dbPostgresSchema: 'appview',
    })
    const startPds = async () => {
        const pds = await TestPds.create({
            port,
            didPlcUrl: plc.url,
            bskyAppViewUrl: bsky.url,
            bskyAppViewDid: bsky.ctx.cfg.serverDid,
            dataDirectory: path.join(folder, 'data'),
            blobstoreDiskLocation: path.join(folder, 'blobs'),
            plcRotationKeyK256PrivateKeyHex: '11'.repeat(32),
        })
        mockNetworkUtilities(pds, bsky)
        return pds
    }
    require('node:fs').mkdirSync(path.join(folder, 'data'), { recursive: true })
    let pds = await startPds()

    const handles = { team: 'hivesteam.test', ann: 'ann.test', ben: 'ben.test' } // some words are reserved
    const agents = {}
    const accounts = {}
    for (const [name, handle] of Object.entries(handles)) {
        const agent = new AtpAgent({ service: pds.url })
        await agent.createAccount({ email: `${name}@casement.test`, handle, password: password(name) })
        const { data } = await agent.com.atproto.server.createAppPassword({ name: 'casement' })
        agents[name] = agent
        accounts[name] = { did: agent.session.did, handle, appPassword: data.password }
    }
    await pds.processAll()
    await bsky.sub.processAll()
    say({ server: pds.url, directory: plc.url, accounts })

    const commands = {
        // What the application view knows is what the server has said up to here.
        settle: async () => {
            await pds.processAll()
            await bsky.sub.processAll()
        },
        stop: () => pds.close(),
        start: async () => {
            pds = await startPds()
        },
        call: async ({ as, method, body, parameters }) => {
            const answer = await agents[as].call(method, parameters, body, body ? { encoding: 'application/json' } : undefined)
            return answer.data
        },
        upload: async ({ as, type, base64 }) => {
            const answer = await agents[as].uploadBlob(Buffer.from(base64, 'base64'), { encoding: type })
            return JSON.parse(JSON.stringify(answer.data.blob.ipld ? answer.data.blob.ipld() : answer.data.blob))
        },
        revoke: ({ as }) => agents[as].com.atproto.server.revokeAppPassword({ name: 'casement' }).then(() => ({})),
    }
    for await (const line of readline.createInterface({ input: process.stdin })) {
        const command = JSON.parse(line)
        try {
            say({ ok: (await commands[command.command](command)) ?? {} })
        } catch (error) {
            say({ error: String(error) })
        }
    }
    process.exit(0)
}

main().catch((error) => {
    say({ error: String(error && error.stack) })
    process.exit(1)
})
