// Runs the scenario in Node. usage: CUSTOMARY_URL=… CUSTOMARY_BUSY_URL=… node node.js

import { busyServer, scenario } from './scenario.js';

const { CUSTOMARY_URL = '', CUSTOMARY_BUSY_URL = '' } = process.env;
await scenario(CUSTOMARY_URL, () => busyServer(CUSTOMARY_BUSY_URL), console.log);
